// Recording and replaying.
#include "addon.h"

namespace native {
namespace {

const napi_type_tag kRecordingTag = {0x6e61746976652d65, 0x6d2d7265636f7264};

// The first byte of any typed array, and how many there are.
Array<uint8_t> bytes_of(napi_env env, napi_value value) {
  bool typed = false;
  napi_typedarray_type type;
  size_t length = 0;
  void* data = nullptr;
  if (napi_is_typedarray(env, value, &typed) != napi_ok || !typed ||
      napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) != napi_ok)
    return {};
  size_t size = 0;
  if (type == napi_float32_array || type == napi_int32_array) size = 4;
  if (type == napi_uint8_array) size = 1;
  return {static_cast<uint8_t*>(data), static_cast<int64_t>(length * size)};
}

napi_value number(napi_env env, double value) {
  napi_value result;
  napi_create_double(env, value, &result);
  return result;
}

// () → starts recording on this thread, until record_end
napi_value record_begin(napi_env env, napi_callback_info info) {
  Call call(env, info, "recordBegin");
  call.expect(recorder() == nullptr, "recording", "no other one under way");
  if (call.ok()) recorder() = new Recorder();
  return nullptr;
}

napi_value record_abort(napi_env, napi_callback_info) {
  delete recorder();
  recorder() = nullptr;
  return nullptr;
}

enum class Announcement { temporary, external, unknown };

// (array) → the number of a new buffer for this memory, even if an earlier buffer had the same address
template <Announcement what>
napi_value announce(napi_env env, napi_callback_info info) {
  Call call(env, info, "record");
  call.expect(recorder() != nullptr, "recording", "one under way");
  const Array<uint8_t> array = bytes_of(env, call.value(0));
  if (!call.ok()) return nullptr;
  Recorder& noting = *recorder();
  const size_t length = static_cast<size_t>(array.length);
  if (what == Announcement::temporary) return number(env, noting.begin_temporary(array.data, length));
  if (what == Announcement::external) return number(env, noting.begin_external(array.data, length));
  noting.forget(array.data);
  return nullptr;
}

// (array) → the number of its buffer; an array that was never announced becomes a constant
napi_value record_find(napi_env env, napi_callback_info info) {
  Call call(env, info, "recordFind");
  call.expect(recorder() != nullptr, "recording", "one under way");
  const Array<uint8_t> array = bytes_of(env, call.value(0));
  if (!call.ok()) return nullptr;
  const int id = recorder()->find_or_copy(array.data, static_cast<size_t>(array.length));
  if (id < 0) call.out_of_memory();
  return number(env, id);
}

void free_recording(napi_env, void* data, void*) { delete static_cast<Recording*>(data); }

// (outputs, updates) → a recording; updates are pairs of buffers, an external one and what it holds at the end
napi_value record_end(napi_env env, napi_callback_info info) {
  Call call(env, info, "recordEnd");
  call.expect(recorder() != nullptr, "recording", "one under way");
  const Array<int32_t> results = call.ints(0, "outputs");
  const Array<int32_t> changes = call.ints(1, "updates");
  if (!call.ok()) return nullptr;
  Recording& noted = recorder()->recording;
  const auto known = [&](int32_t id) { return id >= 0 && id < static_cast<int32_t>(noted.buffers.size()); };
  std::vector<int> outputs;
  std::vector<std::pair<int, int>> updates;
  for (int64_t i = 0; i < results.length; ++i) {
    call.expect(known(results.data[i]), "outputs", "numbers of buffers");
    outputs.push_back(results.data[i]);
  }
  for (int64_t i = 0; i + 1 < changes.length; i += 2) {
    call.expect(known(changes.data[i]) && known(changes.data[i + 1]), "updates", "numbers of buffers");
    if (!call.ok()) return nullptr;
    const Buffer& target = noted.buffers[static_cast<size_t>(changes.data[i])];
    call.expect(target.place == Place::external && target.bytes == noted.buffers[static_cast<size_t>(changes.data[i + 1])].bytes, "updates",
                "external buffers, and others of their sizes");
    updates.push_back({changes.data[i], changes.data[i + 1]});
  }
  if (!call.ok()) return nullptr;
  std::unique_ptr<Recording> recording(new Recording(std::move(noted)));
  delete recorder();
  recorder() = nullptr;
  if (!finish(*recording, outputs, updates)) {
    call.out_of_memory();
    return nullptr;
  }
  napi_value object;
  napi_create_object(env, &object);
  if (napi_type_tag_object(env, object, &kRecordingTag) == napi_ok &&
      napi_wrap(env, object, recording.get(), free_recording, nullptr, nullptr) == napi_ok)
    recording.release();
  return object;
}

Recording* recording_of(napi_env env, Call& call, size_t index) {
  const napi_value value = call.value(index);
  napi_valuetype type = napi_undefined;
  napi_typeof(env, value, &type);
  bool tagged = false;
  void* data = nullptr;
  if (type == napi_object) napi_check_object_type_tag(env, value, &kRecordingTag, &tagged);
  if (tagged) napi_unwrap(env, value, &data);
  call.expect(data != nullptr, "recording", "what recordEnd gave");
  return static_cast<Recording*>(data);
}

// (recording, arrays, times): an array for each input, variable and output, in the order of their announcement
napi_value replay_recording(napi_env env, napi_callback_info info) {
  Call call(env, info, "replay");
  const Recording* recording = recording_of(env, call, 0);
  call.expect(recorder() == nullptr, "recording", "none under way");
  bool list = false;
  uint32_t length = 0;
  napi_is_array(env, call.value(1), &list);
  if (list) napi_get_array_length(env, call.value(1), &length);
  call.expect(list, "arrays", "an array");
  if (call.ok()) call.expect_length(length, static_cast<int64_t>(recording->slots.size()), "arrays");
  if (!call.ok()) return nullptr;
  std::vector<void*> external(length);
  for (uint32_t i = 0; i < length && call.ok(); ++i) {
    napi_value value;
    napi_get_element(env, call.value(1), i, &value);
    if (!recording->used[i]) continue;
    const Array<uint8_t> array = bytes_of(env, value);
    call.expect_length(array.length, static_cast<int64_t>(recording->buffers[static_cast<size_t>(recording->slots[i])].bytes), "array");
    external[i] = array.data;
  }
  double* times = nullptr;
  if (!call.is_null(2)) {
    const Array<double> given = call.doubles(2, "times");
    call.expect_length(given.length, static_cast<int64_t>(recording->steps.size()), "times");
    times = given.data;
  }
  if (call.ok() && !replay(*recording, external.data(), times)) call.out_of_memory();
  return nullptr;
}

// (recording) → { steps: its steps in words, arena: bytes, flops: of its products, used: the slots that it touches }
napi_value describe_recording(napi_env env, napi_callback_info info) {
  Call call(env, info, "describe");
  const Recording* recording = recording_of(env, call, 0);
  if (!call.ok()) return nullptr;
  napi_value result, steps, used;
  napi_create_object(env, &result);
  napi_create_array_with_length(env, recording->steps.size(), &steps);
  for (size_t i = 0; i < recording->steps.size(); ++i) {
    napi_value text;
    napi_create_string_utf8(env, describe(*recording, i).c_str(), NAPI_AUTO_LENGTH, &text);
    napi_set_element(env, steps, static_cast<uint32_t>(i), text);
  }
  napi_set_named_property(env, result, "steps", steps);
  napi_create_array(env, &used);
  uint32_t count = 0;
  for (uint32_t i = 0; i < recording->used.size(); ++i)
    if (recording->used[i]) napi_set_element(env, used, count++, number(env, i));
  napi_set_named_property(env, result, "used", used);
  double flops = 0;
  for (const Step& step : recording->steps) flops += step.flops;
  napi_set_named_property(env, result, "flops", number(env, flops));
  napi_set_named_property(env, result, "arena", number(env, static_cast<double>(recording->arena)));
  return result;
}

}  // namespace

void export_capture(napi_env env, napi_value exports) {
  set_function(env, exports, "recordBegin", record_begin);
  set_function(env, exports, "recordAbort", record_abort);
  set_function(env, exports, "recordTemporary", announce<Announcement::temporary>);
  set_function(env, exports, "recordExternal", announce<Announcement::external>);
  set_function(env, exports, "recordForget", announce<Announcement::unknown>);
  set_function(env, exports, "recordFind", record_find);
  set_function(env, exports, "recordEnd", record_end);
  set_function(env, exports, "replay", replay_recording);
  set_function(env, exports, "describe", describe_recording);
}

}  // namespace native
