/** The changes of which docs/reports shows the report of `gray diff`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A change of a stack file. */
export interface ReportCase {
  /** Name of the page, without its extension. */
  readonly page: string;
  readonly title: string;
  /** What is done, and what a reader of the report should come to know, in one or two sentences. */
  readonly about: string;
  /** Parts of the text that are replaced by others, in this order. */
  readonly changes: readonly (readonly [from: string, to: string])[];
  /** Changes of the text before, for a change that needs another begin. @default none */
  readonly before?: readonly (readonly [from: string, to: string])[];
  /** The environment `staging`, which has these changes already. @default there is none */
  readonly staging?: readonly (readonly [from: string, to: string])[];
}

/** The stack file with which each case begins. */
export const stackText = readFileSync(join(__dirname, "shop.yaml"), "utf8");

const weights = "weights: { v1: 80, v2: 20 }";
const clusters = "  gray-release:clusters:\n";

/** The cases in their order. */
export const reportCases: readonly ReportCase[] = [
  {
    page: "shift",
    title: "A shift of weights",
    about: "More of the requests go to v2. Staging has gone all the way before.",
    changes: [[weights, "weights: { v1: 50, v2: 50 }"]],
    staging: [[weights, "weights: { v2: 100 }"]],
  },
  {
    page: "rollout",
    title: "New weights by a rollout",
    about: "All requests are to go to v2, in the steps of a declared rollout.",
    before: [
      [
        clusters,
        "    rollout:\n      steps: [{ setWeight: 30 }, { pause: { duration: 10m } }, { setWeight: 60 }, { pause: {} }]\n" +
          clusters,
      ],
    ],
    changes: [[weights, "weights: { v2: 100 }"]],
  },
  {
    page: "new-version",
    title: "A new version",
    about: "v3 is declared and gets no share yet.",
    changes: [
      [
        "        weights: { v1: 80",
        '          v3: { image: "ghcr.io/acme/web:1.6", replicas: 1, resources: *small }\n        weights: { v1: 80',
      ],
    ],
  },
  {
    page: "removal",
    title: "The removal of a version",
    about: "v2 has all requests since an earlier change; now v1 goes.",
    before: [
      [weights, "weights: { v2: 100 }"],
      [
        "        stable: v1\n  gray-release:clusters",
        "        stable: v2\n  gray-release:clusters",
      ],
    ],
    changes: [
      ['          v1: { image: "ghcr.io/acme/web:1.4", replicas: 4, resources: *small }\n', ""],
    ],
  },
  {
    page: "image",
    title: "Another image of a version",
    about: "The image of v1 changes while v1 has most of the requests.",
    changes: [["acme/web:1.4", "acme/web:1.4.1"]],
  },
  {
    page: "header-route",
    title: "A route by a header",
    about: "Testers reach v2 by a header; all others go as before.",
    changes: [
      [
        "        stable: v1\n  gray-release:clusters",
        '        stable: v1\n        routes:\n          - { name: testers, match: { headers: { x-tester: { exact: "yes" } } }, to: v2 }\n  gray-release:clusters',
      ],
    ],
  },
  {
    page: "lane",
    title: "A lane through two services",
    about:
      "A tenth of the requests from outside enters a lane, which keeps them in v2 of web; cart has no v2.",
    before: [[weights, "weights: { v1: 100 }"]],
    changes: [
      [
        clusters,
        "    lanes:\n      header: x-lane\n      baseline: v1\n      mode: permissive\n      lanes: [{ name: next, version: v2, weight: 10 }]\n" +
          clusters,
      ],
    ],
  },
  {
    page: "new-cluster",
    title: "A new cluster",
    about: "The release comes to a third cluster.",
    changes: [
      [
        "    - { name: us, context: shop-us }\n",
        "    - { name: us, context: shop-us }\n    - { name: ap, context: shop-ap }\n",
      ],
    ],
  },
];
