// The same by `import`. All types are in the file for `require`, which either module format can read.
export * from "./index.cjs";
