import type { Suite } from "../suite.js";
import { cms } from "./cms.js";
import { fuzz } from "./fuzz.js";
import { limbo } from "./limbo.js";
import { paths } from "./paths.js";
import { pkits } from "./pkits.js";
import { wycheproof } from "./wycheproof.js";

/** Every suite that we hold ourselves to, in the order of the table. */
export const suites: readonly Suite[] = [...pkits, ...paths, limbo, ...wycheproof, ...cms, fuzz];
