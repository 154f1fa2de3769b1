// Recording and replaying, as JavaScript sees it.
#pragma once
#include <node_api.h>

namespace native {

void set_capture_functions(napi_env env, napi_value exports);

}  // namespace native
