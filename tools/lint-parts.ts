// The parts by which `npm run pipelines` lints pipelines of CI services.
import type { Part } from "./part";

/** Neither the lab nor `npm start` needs them. */
export const lintParts: readonly Part[] = [
  {
    name: "actionlint",
    title: "actionlint",
    version: "1.7.12",
    source: {
      kind: "go",
      builds: [{ module: "actionlint", packages: ["github.com/rhysd/actionlint/cmd/actionlint"] }],
    },
    provides: { actionlint: "bin/actionlint" },
    seconds: 15,
    megabytes: 100,
  },
  {
    name: "gitlab-schema",
    title: "JSON schema of GitLab CI",
    version: "0.39.0",
    source: {
      kind: "pypi",
      package: "check-jsonschema",
      version: "0.39.0",
      // GitLab publishes its schema in no package; this one brings a copy along.
      binary: "check_jsonschema/builtin_schemas/vendor/gitlab-ci.json",
      sha256: {
        x64: "14ce5c94871c551268ea948ffe21e9f1464dc48fb20bf9a4c13deeaaf756cf9b",
        arm64: "14ce5c94871c551268ea948ffe21e9f1464dc48fb20bf9a4c13deeaaf756cf9b",
      },
    },
    provides: { gitlabSchema: "bin/gitlab-schema" },
    seconds: 3,
    megabytes: 1,
  },
];
