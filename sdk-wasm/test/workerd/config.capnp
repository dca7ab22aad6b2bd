using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "receiver", worker = (
    # Old enough that even start-up code may not compile bytes.
    compatibilityDate = "2024-01-01",
    modules = [
      (name = "receiver.js", esModule = embed "receiver.js"),
      (name = "workerd.js", esModule = embed "workerd.js"),
      (name = "sdk_wasm_bg.wasm", wasm = embed "sdk_wasm_bg.wasm"),
      (name = "vectors.json", json = embed "vectors.json"),
    ],
  ))],
);
