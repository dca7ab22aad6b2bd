declare module "*.wasm" {
  const module: import("../js/module.js").Source;
  export default module;
}
