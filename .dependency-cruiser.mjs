// Which room may import which (`npm run lint` and `npm test` check it): no circle of files, no import against the order
// of the rooms. Type-only imports count, too: a type that two rooms share lives in the upper one.

/** The rooms of the product from top to bottom: each imports only from itself and from those before it. */
const product = [
  "model",
  "kubernetes",
  "operations",
  "components",
  "stacks",
  "library.ts",
  "index.ts",
];

/** What runs the product or runs beside it; nothing of the product imports it. */
const around = [
  "engine",
  "page",
  "cli",
  "ci",
  "policy",
  "lab",
  "tools",
  "bench",
  "scripts",
  "startup",
  "test",
];

/**
 * A pattern for the paths of these rooms.
 *
 * @param {readonly string[]} rooms
 */
const inRooms = (rooms) =>
  `^(${rooms.map((room) => (room.includes(".") ? room : `${room}/`)).join("|")})`;

const pulumi = "(^|node_modules/)@pulumi/";

/**
 * @param {string} room that imports
 * @param {readonly string[]} rooms that it must not import
 * @param {string} because shown to the person who broke the rule
 * @returns {import("dependency-cruiser").IRegularForbiddenRuleType}
 */
const never = (room, rooms, because) => ({
  name: `${room.replace(/\W/g, "-")}-imports-only-what-is-above-it`,
  comment: because,
  severity: "error",
  from: { path: inRooms([room]) },
  to: { path: inRooms(rooms) },
});

const order = "Rooms import only from those above them: see ARCHITECTURE.md.";

const rooms = product.map((room, index) =>
  never(room, [...product.slice(index + 1), ...around], order),
);

const beside = [
  never("engine", [...product.slice(2), ...around.slice(1)], order),
  never(
    "page",
    [
      ...product.filter((room) => !["model", "operations"].includes(room)),
      ...around.filter((room) => room !== "page"),
    ],
    "A page is made of data alone: it shows what operations decided to show.",
  ),
  never(
    "cli",
    ["library.ts", "index.ts", "ci", "policy", "lab", "tools", "bench", "scripts", "test"],
    order,
  ),
  never(
    "ci",
    [...product, ...around.filter((room) => room !== "ci")],
    "Steps of a pipeline run programs, and load nothing of the product: they work beside any version of it.",
  ),
  never(
    "policy",
    [...product.slice(1), ...around.filter((room) => !["policy", "startup"].includes(room))],
    "Policies judge objects by the decisions of the model, and see no cluster.",
  ),
  never(
    "lab",
    [...product.slice(2), "engine", "cli", "ci", "policy", "bench", "scripts", "startup", "test"],
    "The lab is a product of its own: it serves any program that asks for clusters.",
  ),
  never(
    "tools",
    [...product, ...around.filter((room) => room !== "tools")],
    "The toolchain is a product of its own, and runs before anything else is built.",
  ),
];

/**
 * Rules about packages and single files.
 *
 * @type {import("dependency-cruiser").IRegularForbiddenRuleType[]}
 */
const more = [
  {
    name: "no-circles",
    comment:
      "Files in a circle can't be read, moved or tested one by one. Move what both need into a third file.",
    severity: "error",
    from: {},
    to: { circular: true },
  },
  {
    name: "model-is-pure",
    comment: "The model takes plain data and gives plain data: it neither reads nor writes.",
    severity: "error",
    from: { path: "^model/" },
    to: { dependencyTypes: ["core"] },
  },
  {
    name: "pulumi-in-components-and-stacks-only",
    comment: "Everything else works without the engine, and has specs that run without it.",
    severity: "error",
    from: { path: inRooms(["model", "kubernetes", "engine", "cli", "lab", "tools"]) },
    to: { path: pulumi },
  },
  {
    name: "operations-work-without-pulumi",
    comment: "An operation reports through its Reporter, and refuses with a RefusalError.",
    severity: "error",
    from: { path: "^operations/" },
    to: { path: pulumi },
  },
  {
    name: "decisions-are-pure",
    comment:
      "A decide file takes what was read and gives what to do. Its run file reads and writes.",
    severity: "error",
    from: { path: "^operations/.*/decide[^/]*\\.ts$" },
    to: { dependencyTypes: ["core"], dependencyTypesNot: ["type-only"] },
  },
  {
    name: "packages-are-declared",
    comment:
      "A package that runs outside of specs is a dependency in the package.json of its room: lab/, tools/ or the root. " +
      "Users bring @pulumi/pulumi, @pulumi/kubernetes and, for policies, @pulumi/policy; the package holds kubernetesx, because of its old peers.",
    severity: "error",
    from: {
      path: inRooms([...product, "engine", "page", "cli", "policy", "startup", "lab", "tools"]),
      pathNot: "^page/browser/",
    },
    to: {
      dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
      dependencyTypesNot: ["type-only", "npm-peer"],
      pathNot: "node_modules/@pulumi/kubernetesx/",
    },
  },
  {
    name: "what-few-need-loads-late",
    comment:
      "Proxies, credential plugins and forwarded ports load only where a kubeconfig or a command needs them: import() them.",
    severity: "error",
    from: { path: inRooms([...product, "cli"]) },
    to: {
      path: "^kubernetes/(proxy-agent|plugin-credentials|port-forward)\\.ts$",
      dynamic: false,
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "all-imports-resolve",
    comment: "A rule says nothing about an import whose file is not found.",
    severity: "error",
    from: {},
    // Packages that hold types alone are never found.
    to: { couldNotResolve: true, path: "^\\." },
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [...rooms, ...beside, ...more],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: {
      path: ["^node_modules/\\.cache", "^dist/", "^bench/\\.work", "^\\.lab", "^\\.pulumi-state"],
    },
    tsConfig: { fileName: "tsconfig.json" },
    // Imports of types count, too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".js", ".cjs", ".mjs", ".json"] },
  },
};
