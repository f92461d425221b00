// Behind a door of its own, so that a call that does not use it does not load it.
export { systemTrust } from "../../node/index.js";
