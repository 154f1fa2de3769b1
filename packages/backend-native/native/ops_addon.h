// The entry points of the kernels of ops.h for JavaScript.
#pragma once
#define NAPI_VERSION 8
#include <node_api.h>

namespace native {

void set_op_functions(napi_env env, napi_value exports);
void set_function(napi_env env, napi_value exports, const char* name, napi_callback function);

}  // namespace native
