"use strict";
const { createRequire } = require("node:module");

/**
 * Big libraries that the SDK and the Kubernetes package load at their start and this program never uses: TypeScript and
 * npm's dependency resolver (for turning functions into code of a cloud function), the Automation API, OpenTelemetry's
 * exporters (for `--tracing`), and Helm charts. They take 40 % of a weight change. Here each is loaded when it is first
 * used, so all that the SDK can do it still does.
 */
const deferred = [
  "@pulumi/pulumi/typescript-shim",
  "@npmcli/arborist",
  "normalize-package-data",
  "@pulumi/pulumi/automation",
  "@opentelemetry/exporter-zipkin",
  "@opentelemetry/instrumentation",
  "@opentelemetry/instrumentation-grpc",
  "@opentelemetry/resources",
  "@opentelemetry/sdk-trace-base",
  "@opentelemetry/sdk-trace-node",
  "@pulumi/kubernetes/helm",
  // The engine's own program would put it in place of what bundle.cjs does with stack traces.
  "source-map-support/register",
];

const requireOfSdk = createRequire(require.resolve("@pulumi/pulumi"));

for (const name of deferred) {
  const file = resolve(name);
  if (file !== undefined) require.cache[file] = standIn(file);
}

/**
 * A version of the SDK that no longer has the library has nothing to defer.
 *
 * @param {string} name
 */
function resolve(name) {
  try {
    return requireOfSdk.resolve(name);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/**
 * A module in Node's cache whose exports come from the real one when a caller reads them.
 *
 * @param {string} file
 * @returns {NodeModule}
 */
function standIn(file) {
  /** @type {Record<PropertyKey, unknown> | undefined} */
  let real;
  /** @returns {Record<PropertyKey, unknown>} */
  const load = () => {
    if (real !== undefined) return real;
    delete require.cache[file];
    return (real = /** @type {Record<PropertyKey, unknown>} */ (require(file)));
  };
  /** @type {ProxyHandler<Record<PropertyKey, unknown>>} */
  const handler = {
    get: (_target, key) => {
      // Asked of every import, and answered so that the import takes the exports as they are.
      if (key === "__esModule") return true;
      return key === "default" && !("default" in load()) ? load() : load()[key];
    },
    set: (_target, key, value) => Reflect.set(load(), key, value),
    has: (_target, key) => key in load(),
  };
  // As much of a module as Node looks at when it finds one in its cache.
  const module = {
    id: file,
    filename: file,
    loaded: true,
    children: [],
    exports: new Proxy({}, handler),
  };
  return /** @type {NodeModule} */ (/** @type {unknown} */ (module));
}
