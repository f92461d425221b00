import n from "eslint-plugin-n";
import tseslint from "typescript-eslint";

// Rooms that must be able to run with a frozen clock and no network: everything but the adapters and the tools.
const pureRooms = ["lib/**/*.ts"];
const adapters = ["lib/crypto/native/**/*.ts", "lib/node/**/*.ts", "lib/cli/**/*.ts", "lib/testing/**/*.ts"];

export default tseslint.config(
  { ignores: ["dist", "docs", "**/.build", "coverage", "node_modules"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["*.js", "*.mjs"] }, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: "only-allowed-literals" }],
      // A port's implementation is async by contract even where it has nothing to wait for.
      "@typescript-eslint/require-await": "off",
      // Node's own modules are used by name; `void` marks a promise that nobody waits for on purpose.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  { files: ["**/*.js", "**/*.mjs"], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: pureRooms,
    ignores: adapters,
    rules: {
      "no-restricted-globals": ["error", "process", "fetch", "Buffer", "setTimeout", "setInterval", "setImmediate", "require"],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "Time is an argument." },
        { object: "Math", property: "random", message: "Randomness is an argument." },
        { object: "performance", property: "now", message: "Time is an argument." },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "Time is an argument." },
      ],
    },
  },
  {
    files: ["lib/node/**/*.ts", "lib/cli/**/*.ts"],
    plugins: { n },
    settings: { node: { version: ">=20.19" } },
    rules: { "n/no-unsupported-features/node-builtins": "error" },
  },
  {
    files: ["test/**/*.ts", "benchmarks/**/*.ts"],
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unused-expressions": "off",
      // Tests reach into parsed JSON and lists with `?.`: an assertion right behind says what must be there.
      "@typescript-eslint/no-unnecessary-condition": "off",
    },
  },
);
