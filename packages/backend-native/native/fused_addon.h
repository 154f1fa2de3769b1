// The entry points of the fused operations for JavaScript.
#pragma once
#define NAPI_VERSION 8
#include <node_api.h>

namespace native {

void set_function(napi_env env, napi_value exports, const char* name, napi_callback function);
void set_fused_functions(napi_env env, napi_value exports);

}  // namespace native
