import tseslint from "typescript-eslint";

/** The model is pure: plain data in, plain data out. What it may import `.dependency-cruiser.mjs` says. */
const pureModel = {
  files: ["model/**/*.ts"],
  rules: { "no-restricted-globals": ["error", "process", "fetch", "setTimeout"] },
};

export default tseslint.config(
  {
    ignores: [
      "node_modules",
      ".lab",
      ".pulumi-state",
      "bench/.work",
      "model/istio",
      "**/*.cjs",
      "**/*.mjs",
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
      // Prettier breaks lines; this only keeps files to one concept.
      "max-lines": ["error", { max: 220, skipBlankLines: true, skipComments: true }],
    },
  },
  pureModel,
);
