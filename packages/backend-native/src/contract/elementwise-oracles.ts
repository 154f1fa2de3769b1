import { erf } from './erf.ts';

// What each elementwise kernel computes, in double precision.

type Unary = (x: number, p: number, q: number) => number;
type Binary = (a: number, b: number) => number;

export const unaryOracles: Record<string, Unary> = {
  Abs: Math.abs,
  Neg: (x) => -x,
  Exp: Math.exp,
  Expm1: Math.expm1,
  Log: Math.log,
  Log1p: Math.log1p,
  Sqrt: Math.sqrt,
  Rsqrt: (x) => 1 / Math.sqrt(x),
  Square: (x) => x * x,
  Reciprocal: (x) => 1 / x,
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Tanh: Math.tanh,
  Softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  Relu: (x) => (x < 0 ? 0 : x),
  Relu6: (x) => Math.min(Math.max(x, 0), 6),
  LeakyRelu: (x, alpha) => (x < 0 ? alpha * x : x),
  Elu: (x) => (x < 0 ? Math.expm1(x) : x),
  Step: (x, alpha) => (Number.isNaN(x) ? x : x > 0 ? 1 : alpha),
  Sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  Floor: Math.floor,
  Ceil: Math.ceil,
  Round: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
  Sin: Math.sin,
  Cos: Math.cos,
  Erf: erf,
  Selu: (x) => (x < 0 ? 1.7580993408473768 * Math.expm1(x) : 1.0507009873554805 * x),
  ClipByValue: (x, low, high) => (x < low ? low : x > high ? high : x),
};

export const binaryOracles: Record<string, Binary> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Multiply: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Maximum: Math.max,
  Minimum: Math.min,
  SquaredDifference: (a, b) => (a - b) * (a - b),
  // JavaScript differs from TensorFlow here, for which 1 ** NaN = 1 and (±1) ** ±infinity = 1.
  Pow: (a, b) => (a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY) ? 1 : a ** b),
  Prelu: (a, b) => (a < 0 ? a * b : a),
  EluGrad: (dy, y) => (y >= 0 ? dy : dy * (y + 1)),
};

export const compareOracles: Record<string, (a: number, b: number) => boolean> = {
  Equal: (a, b) => a === b,
  NotEqual: (a, b) => a !== b,
  Greater: (a, b) => a > b,
  GreaterEqual: (a, b) => a >= b,
  Less: (a, b) => a < b,
  LessEqual: (a, b) => a <= b,
};
