// Compares two objects field by field, and shows only values that are no secrets.
import { leaves } from "../manifests/leaves";
import type { Manifest } from "../manifests/metadata";
import { compareNames, inOrder } from "../order";
import { isMapping } from "../schema/best-effort";
import { hasCredentials, show } from "../problem";

/** A field before and after. */
export interface FieldChange {
  /** Such as `image`, `env.REGION` or `replicas`. */
  readonly key: string;
  /** The values as text; left out: the field is not set, or its value is not shown. */
  readonly before?: string;
  readonly after?: string;
  /** Whether the values are kept back, because they may be secret. */
  readonly hidden?: true;
}

/**
 * Fields whose values a report shows. It stands in a pull request that many may read, so the value of
 * any other field stays out of it: environments, arguments, annotations and headers often carry
 * secrets.
 */
const shown: Readonly<Record<string, RegExp>> = {
  Deployment:
    /(^|\.)(image|imagePullPolicy|replicas|minReadySeconds|serviceAccountName|terminationGracePeriodSeconds|maxSurge|maxUnavailable|containerPort|initialDelaySeconds|periodSeconds|failureThreshold|timeoutSeconds|preStop\.sleep\.seconds|strategy\.type|hostNetwork)$|(^|\.)resources\.(requests|limits)\./,
  HorizontalPodAutoscaler: /^spec\.(min|max)Replicas$/,
  PodDisruptionBudget: /^spec\.(minAvailable|maxUnavailable)$/,
  Service: /^spec\.(type|ports\..*)$/,
  PeerAuthentication: /^spec\.mtls\.mode$/,
  DestinationRule:
    /(^|\.)(simple|mode|insecureSkipVerify|maxConnections|consecutive5xxErrors|baseEjectionTime|interval)$/,
};

/** The fields that differ between two objects of one kind, first those that readers look for. */
export function fieldChanges(before: Manifest, after: Manifest): FieldChange[] {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const safe = shown[after.kind];
  const changed = keys
    .filter((key) => text(old[key]) !== text(now[key]))
    .map((path): FieldChange => {
      const [was, is] = [old[path], now[path]];
      const key = friendly(path, now);
      if (!safe?.test(path) || [was, is].some((one) => hasCredentials(text(one))))
        return { key, hidden: true };
      return {
        key,
        ...(was !== undefined && { before: plain(was) }),
        ...(is !== undefined && { after: plain(is) }),
      };
    });
  return changed.sort((a, b) => rank(a.key) - rank(b.key) || compareNames(a.key, b.key));
}

function leavesOf(object: Manifest): Readonly<Record<string, unknown>> {
  const {
    apiVersion: _version,
    kind: _kind,
    metadata,
    ...rest
  } = object as Manifest & Readonly<Record<string, unknown>>;
  const { name: _name, namespace: _namespace, ...kept } = metadata;
  return leaves({ metadata: kept, ...rest });
}

function text(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(inOrder(value));
}

function plain(value: unknown): string {
  return typeof value === "string" ? show(value).replace(/^"|"$/g, "") : show(value);
}

/** The words of a declaration: `image` for `spec.template.spec.containers.cart.image`. */
function friendly(path: string, now: Readonly<Record<string, unknown>>): string {
  const inApp = /^spec\.template\.spec\.containers\.([^.]+)\.(.*)$/.exec(path);
  const names = Object.keys(now).flatMap(
    (key) => /^spec\.template\.spec\.containers\.([^.]+)\./.exec(key)?.[1] ?? [],
  );
  if (inApp) return new Set(names).size > 1 ? `${inApp[1]}: ${inApp[2]}` : (inApp[2] ?? path);
  return path
    .replace(/^spec\.template\.(spec\.)?/, "pod.")
    .replace(/^spec\./, "")
    .replace(/^(min|max)Replicas$/, "autoscale.$1");
}

function rank(key: string): number {
  const first = [/(^|: )image$/, /^replicas$/, /^autoscale/, /resources/];
  const found = first.findIndex((one) => one.test(key));
  return found < 0 ? first.length : found;
}

/** Whether the pods of a Deployment are replaced: Kubernetes does that where their template changes. */
export function replacesPods(before: Manifest, after: Manifest): boolean {
  return text(templateOf(before)) !== text(templateOf(after));
}

function templateOf(object: Manifest): unknown {
  const { spec } = object as { spec?: unknown };
  return isMapping(spec) ? spec.template : undefined;
}
