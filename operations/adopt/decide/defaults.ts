/** Removes the defaults that the API server filled into a live pod template. Pure. */
import { isMapping } from "../../../model/schema/best-effort";

type Fields = Readonly<Record<string, unknown>>;

/**
 * What an API server fills in (k8s.io/kubernetes/pkg/apis/core/v1/defaults.go). A default that is
 * missing here stays in the declaration, where it changes nothing.
 */
const podDefaults: Fields = {
  restartPolicy: "Always",
  terminationGracePeriodSeconds: 30,
  dnsPolicy: "ClusterFirst",
  schedulerName: "default-scheduler",
  enableServiceLinks: true,
  securityContext: {},
};
const containerDefaults: Fields = {
  terminationMessagePath: "/dev/termination-log",
  terminationMessagePolicy: "File",
  resources: {},
  securityContext: {},
};
const probeDefaults: Fields = {
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
};

/** The pod template of a live Deployment without what the API server filled in. */
export function withoutDefaults(template: unknown): Fields {
  const { metadata, spec } = asFields(template);
  const { creationTimestamp: _filled, ...kept } = asFields(metadata);
  return { metadata: kept, spec: podSpec(asFields(spec)) };
}

function podSpec(spec: Fields): Fields {
  // The old name of serviceAccountName, which the API server keeps the same.
  const { serviceAccount: _old, containers, initContainers, volumes, ...rest } = spec;
  return {
    ...without(rest, podDefaults),
    containers: list(containers).map(container),
    ...(list(initContainers).length > 0 && { initContainers: list(initContainers).map(container) }),
    ...(list(volumes).length > 0 && { volumes: list(volumes).map(volume) }),
  };
}

function container(given: Fields): Fields {
  const { ports, env, livenessProbe, readinessProbe, startupProbe, imagePullPolicy, ...rest } =
    given;
  const probes = Object.entries({ livenessProbe, readinessProbe, startupProbe });
  return {
    ...without(rest, containerDefaults),
    ...(imagePullPolicy !== usualPullPolicy(rest.image) && { imagePullPolicy }),
    ...(list(env).length > 0 && { env: list(env).map(variable) }),
    ...(list(ports).length > 0 && {
      ports: list(ports).map((port) => without(port, { protocol: "TCP" })),
    }),
    ...Object.fromEntries(probes.flatMap(([name, one]) => (one ? [[name, probe(one)]] : []))),
  };
}

/** Without a tag, or with the tag `latest`, an image is pulled always. */
function usualPullPolicy(image: unknown): string {
  return /:(?!latest$)[^/]+$/.test(String(image)) ? "IfNotPresent" : "Always";
}

function variable(given: Fields): Fields {
  const fieldRef = asFields(asFields(given.valueFrom).fieldRef);
  if (fieldRef.apiVersion !== "v1") return given;
  return { ...given, valueFrom: { fieldRef: without(fieldRef, { apiVersion: "v1" }) } };
}

function probe(given: unknown): Fields {
  const { httpGet, ...rest } = without(asFields(given), probeDefaults);
  return { ...rest, ...(isMapping(httpGet) && { httpGet: without(httpGet, { scheme: "HTTP" }) }) };
}

function volume(given: Fields): Fields {
  return Object.fromEntries(
    Object.entries(given).map(([name, source]) => [
      name,
      isMapping(source) ? without(source, { defaultMode: 0o644 }) : source,
    ]),
  );
}

function without(given: Fields, defaults: Fields): Fields {
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) =>
        !(name in defaults) || JSON.stringify(value) !== JSON.stringify(defaults[name]),
    ),
  );
}

function asFields(value: unknown): Fields {
  return isMapping(value) ? value : {};
}

function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(asFields) : [];
}
