// Lint rules of all rooms. Which room may import which `.dependency-cruiser.mjs` says.
import tseslint from "typescript-eslint";

/** Mocha's globals: TypeScript knows them everywhere, but they exist in specs alone. */
const mochaGlobals = ["describe", "context", "it", "before", "beforeEach", "after", "afterEach"];

export default tseslint.config(
  {
    ignores: [
      "node_modules",
      "dist",
      "template",
      ".lab",
      ".pulumi-state",
      "bench/.work",
      "model/istio",
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/no-unused-vars": [
        "error",
        { varsIgnorePattern: "^_", argsIgnorePattern: "^_" },
      ],
      "@typescript-eslint/no-unused-expressions": "error",
      "no-duplicate-imports": "error",
      // Prettier breaks lines; this only keeps files to one concept.
      "max-lines": ["error", { max: 220, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["**/*.cjs"],
    // Node.js loads these as they are, so they have no other way to import.
    rules: {
      "@typescript-eslint/no-require-imports": "off",
      // `require` binds functions of modules, which need no `this`.
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    // TypeScript checks them, too, by their JSDoc. A cast there is long, so values of `any` may pass.
    files: ["**/*.cjs", "**/*.mjs"],
    rules: {
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    ignores: ["test/**"],
    rules: { "no-restricted-globals": ["error", ...mochaGlobals] },
  },
  {
    // The model is pure: plain data in, plain data out.
    files: ["model/**/*.ts"],
    rules: {
      "no-restricted-globals": ["error", "process", "fetch", "setTimeout", ...mochaGlobals],
    },
  },
);
