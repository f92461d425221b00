import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../shared.js";
import { generatedPages } from "./pages.js";

// npm run docs:codes
for (const [path, page] of generatedPages) writeFileSync(join(root, path), page());
