// Parses and checks the whole config of a stack; the Pulumi program and `gray` begin with it.
import { checkClusters } from "../checks/clusters";
import { checkConnections, checkSecrets } from "../checks/connections";
import { checkRelease } from "../checks/release";
import { checkReceivers, receiverNames } from "../checks/rollout/receivers";
import { checkMetricsServers } from "../checks/rollout/metrics-servers";
import { checkDeclared } from "../checks/unknown";
import { severityOf } from "../checks/codes";
import { isLimitCode } from "../checks/codes/limits";
import { inOrder } from "../order";
import { serverList } from "../analysis/metrics-servers";
import { asFinding } from "../preflight/finding";
import type { Path, Problem } from "../problem";
import { configFields, type ConfigKey, type ConfigValue } from "../schema/config";
import type { Schema } from "../schema/note";
import { defaultSettle } from "./settle";
import { validateSchema, unknownKey } from "../schema/validate";
import { checkHosts, checkLanePercents, checkNewVersions, override } from "./override";
import { readManifestFiles } from "./manifest-files";
import { notices } from "./notices";
import { at, locator } from "./path";
import { placesIn, plannedFindings } from "./planned";
import { readClusters, readEntries, readRelease, readRollout } from "./read";
import { sharesAsNumbers } from "./shares";
import { defaultReady, type ConfigContext, type ParsedConfig, type StackConfig } from "./settings";
import { kubeconfigKey, rolloutSecretKeys } from "./value";

const keys = Object.keys(configFields);

/**
 * Parses the config of a stack. Returns its settings, or all mistakes together. The order in which
 * keys are written changes neither: the engine hands them over in another one than the file has.
 */
export function parseConfig(given: StackConfig, context: ConfigContext): ParsedConfig {
  const config = inOrder(sharesAsNumbers(given));
  const problems: Problem[] = [];
  /** Parses the value of a key, and adds its mistakes to the problems. */
  const read = <K extends ConfigKey>(key: K): ConfigValue<K> | undefined => {
    if (config[key] === undefined) return undefined;
    const schema = configFields[key].schema as Schema<ConfigValue<K>>;
    const shaped = validateSchema(schema, config[key], at(key));
    if ("value" in shaped) return shaped.value;
    problems.push(...shaped.problems);
    return undefined;
  };

  const located = readClusters(config.clusters, problems);
  const clusters = located.map(({ cluster }) => cluster);
  const names = clusters.map(({ name }) => name);
  const base = inOrder(readRelease(config.release, context.presets, problems));
  const weights = readEntries(
    config,
    "weights",
    configFields.weights.schema,
    problems,
    wholeService,
  );
  const versions = readEntries(
    config,
    "versions",
    configFields.versions.schema,
    problems,
    (broken) => broken,
  );
  const stable = readEntries(
    config,
    "stable",
    configFields.stable.schema,
    problems,
    (broken) => broken,
  );
  const lanes = readEntries(
    config,
    "lanes",
    configFields.lanes.schema,
    problems,
    (broken) => broken,
  );
  const namespace = read("namespace");
  const hosts = read("hosts");
  const createNamespace = read("createNamespace");
  const access = read("access");
  const manifests = read("manifests");
  const settle = { ...defaultSettle, ...read("settle") };
  const protect = read("protect") ?? true;
  const ready = read("ready") ?? defaultReady;
  const accept = read("accept");
  const limits = read("limits");
  const prometheus = read("prometheus");
  const notifications = read("notifications");
  const rollout = readRollout(config.rollout, problems);

  const readable = problems.length === 0;
  const complete =
    base &&
    inOrder(
      override(
        base,
        {
          ...{ weights, versions, stable, lanes, manifests },
          ...{ namespace, hosts, createNamespace, access, rollout },
        },
        names,
      ),
    );
  const withFiles =
    complete && readManifestFiles(complete, context.readText ?? unread, locator(config, complete));
  const release = withFiles?.release;
  const secrets = rolloutSecretKeys(names, receiverNames(config.notifications));
  problems.push(...checkKeys(config, names, secrets));
  // If the weights of the stack are unreadable, the checks see the release's own weights, at their
  // own path.
  const locate = release && locator({ ...config, weights, stable }, release);
  if (base && release) {
    const services = Object.keys(base.services);
    for (const [key, overrides] of Object.entries({ weights, versions, stable }))
      for (const name of Object.keys(overrides))
        problems.push(...checkDeclared(name, services, at(key, name)));
    problems.push(
      ...checkNewVersions(base, versions),
      ...checkLanePercents(base, lanes),
      ...checkHosts(base, hosts),
    );
    // The schema validation has reported the values at these paths; that they are missing now is no
    // second mistake.
    const told = new Set(problems.map(({ path }) => path));
    const found = checkRelease(release, clusters, locate);
    problems.push(...found.filter((problem) => !told.has(problem.path) && stands(problem, told)));
  }
  // The checks have looked at all objects of a file that could be read.
  problems.push(...(withFiles?.problems ?? []));
  problems.push(...checkClusters(located, release, at("clusters"), locate));
  const measured = {
    clusters: located,
    prometheus,
    path: at("prometheus"),
    rollout: release?.rollout,
  };
  const servers = checkMetricsServers({ ...measured, readText: context.readText });
  const hidden = problems.some(({ path }) => brokenServers.test(path));
  problems.push(...servers.filter(({ code }) => code === "GR519" || (code === "GR518" && !hidden)));
  const receivers = checkReceivers(notifications ?? [], {
    path: at("notifications"),
    ...(context.connections?.secret && { secret: context.connections.secret }),
  });
  problems.push(...receivers.filter(({ code }) => severityOf(code) === "error"));
  if (context.connections) {
    const connecting = located.filter((cluster) => cluster.connects);
    problems.push(...checkConnections(connecting, context.connections));
  }
  const secret = context.connections?.secret ?? context.secret;
  if (secret) problems.push(...checkSecrets(secrets, secret));

  const unique = distinct(problems);
  const planned =
    release && readable ? plannedFindings(release, clusters, config, unique, limits) : [];
  const warned = [...servers, ...receivers].filter(({ code }) => severityOf(code) === "warning");
  const told =
    release && problems.length === 0 ? [...notices(config, release, weights), ...warned] : [];
  const findings = [...unique.map(asFinding), ...told.map(asFinding), ...planned];
  // Only an update knows what it changes, and so whether a limit stops it: one that goes back to the
  // stable version has none.
  const errors = [
    ...unique,
    ...planned.filter(({ severity, code }) => severity === "error" && !isLimitCode(code)),
  ];
  if (errors.length > 0 || !release) return { problems: errors, findings };
  const settings = {
    ...{ release, clusters, settle, protect, ready },
    ...(accept && { accept }),
    ...(prometheus && { prometheus: serverList(prometheus) }),
    ...(notifications && { notifications }),
    ...(limits && { limits, places: placesIn(config, release) }),
  };
  return { settings, findings };
}

/** Paths of metrics servers with mistakes: a cluster that names one may have it. */
const brokenServers = /^[^.]*:(prometheus|clusters(\[\d+\](\.prometheus)?)?)(?![a-zA-Z])/;

/** What reads the files of `manifests` where nobody gave something that does. */
function unread(): never {
  throw new Error("this command reads no files");
}

/**
 * Suppresses the checks across exposed services (GR142, 144 to 146) if any `expose` or `protocol`
 * failed to parse, those of ports (GR170 to 173) if any port did, and those of waves (GR500 to 503) if a
 * cluster, its name or its role did.
 */
function stands({ code }: Problem, told: ReadonlySet<string>): boolean {
  const parts = /^GR14[2456]$/.test(code)
    ? /\.(expose|protocol|ports)\b/
    : /^GR17[0-3]$/.test(code)
      ? /\.(ports?|targetPort)\b/
      : /^GR50[0-3]$/.test(code)
        ? /^[^.]*:clusters(\[\d+\](\.(name|role))?)?$/
        : undefined;
  return !parts || ![...told].some((path) => parts.test(path));
}

/** Weights have a meaning only as a whole: one broken weight removes all weights of its service. */
function wholeService(path: Path): Path {
  return path.slice(0, 1);
}

function checkKeys(
  config: StackConfig,
  clusters: readonly string[],
  secrets: readonly string[],
): Problem[] {
  const kubeconfigs = clusters.map((name) => `${kubeconfigKey}${name}`);
  const known = [...keys, ...secrets, ...kubeconfigs];
  return Object.keys(config)
    .filter((key) => !known.includes(key))
    .map((key) => unknownKey(key, known, at(key)));
}

function distinct(problems: readonly Problem[]): Problem[] {
  const byText = new Map(problems.map((p) => [`${p.path}\n${p.given}`, p]));
  return [...byText.values()];
}
