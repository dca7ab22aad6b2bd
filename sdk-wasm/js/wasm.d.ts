declare module "*.wasm" {
  const module: import("../dist/sdk_wasm.js").SyncInitInput;
  export default module;
}
