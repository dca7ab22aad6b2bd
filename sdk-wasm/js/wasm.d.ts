declare module "*.wasm" {
  const module: WebAssembly.Module | BufferSource;
  export default module;
}
