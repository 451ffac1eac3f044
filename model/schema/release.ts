// The schema of a whole release; the other files of this folder hold its parts.
import type { Release } from "../release/release";
import { accessSpec } from "./access";
import { dnsName, flag, oneOf, orMapping, record, service, text } from "./common";
import { gatewaySpec, gatewaySpecs } from "./gateway";
import { lanesSpec } from "./lanes";
import { manifests } from "./manifests";
import { optional, required, typed, type Schema } from "./note";
import { object } from "./objects";
import { rolloutSpec } from "./rollout/rollout";
import { serviceSpec } from "./service";

const injection = orMapping(
  oneOf("enabled", "disabled"),
  object({
    revision: required(text("a revision's name"), "Name of the revision of Istio.", {
      example: "stable",
    }),
  }),
);

/** A release as a user writes it, in code or in a stack file. */
export const releaseSchema: Schema<Release> = typed(
  "Release",
  "A gray release: services that live in one namespace, the same on every cluster.",
  object(
    {
      name: required(
        dnsName,
        "Name of the release; prefix of every Pulumi resource name. A DNS label.",
        { example: "shop" },
      ),
      namespace: required(
        dnsName,
        "Namespace of all its objects, the same in every cluster (Istio's namespace sameness). A DNS label.",
        { example: "shop" },
      ),
      createNamespace: optional(
        flag,
        "Whether the release makes its namespace. False: another owner makes it in every cluster, with the label for sidecars that `injection` describes.",
        { default: true },
      ),
      injection: optional(
        injection,
        "How the namespace asks for sidecars: `enabled` sets the label `istio-injection: enabled`, a revision sets `istio.io/rev` (https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/); `disabled`: its pods have no sidecars, and callers speak mutual TLS only to pods with sidecars.",
        { default: "enabled" },
      ),
      mtls: optional(
        oneOf("STRICT", "PERMISSIVE", "external"),
        "What the namespace's PeerAuthentication demands of callers. `external`: another owner decides that, and the release makes no PeerAuthentication.",
        { otherwise: "STRICT, or PERMISSIVE if injection is disabled" },
      ),
      access: optional(
        accessSpec,
        "The callers that may call the services; sidecars refuse all others, and no VirtualService of another namespace takes the Gateway's hosts. Left out: every workload may call, as far as `mtls` lets it.",
      ),
      gateway: optional(
        gatewaySpec,
        "Entry from outside the mesh. Left out: no service is reachable through an ingress gateway.",
        { example: { hosts: ["shop.example.com"] } },
      ),
      gateways: optional(
        gatewaySpecs,
        "Several entries from outside by name, such as a public one and an internal one, in place of `gateway`.",
        {
          otherwise: "none beside `gateway`",
          example: {
            public: { hosts: ["shop.example.com"] },
            internal: { hosts: ["shop.corp.example"], selector: { istio: "internal" } },
          },
        },
      ),
      services: required(
        record(service, serviceSpec, "a mapping of service names to services"),
        "The services by name. The name is also the name of the Service and the value of the label `app`.",
      ),
      manifests: optional(
        manifests,
        "Objects that the release brings beside its own, such as a ServiceAccount or a ConfigMap that its pods use: each as a mapping, or as the path of a YAML file. An update applies them in every cluster, or in those that an entry names, before pods that may need them.",
        { otherwise: "none", example: ["k8s/config.yaml"] },
      ),
      lanes: optional(lanesSpec, "Lanes through the chain of services.", { otherwise: "none" }),
      rollout: optional(
        rolloutSpec,
        "The steps in which weights change. Left out: an update moves them at once.",
        {
          otherwise: "none",
          example: { steps: [{ setWeight: 5 }, { pause: { duration: "10m" } }] },
        },
      ),
    },
    { what: "a preset's name, or a release" },
  ),
);
