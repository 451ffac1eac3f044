// The parts that come from the system's own package registry.
import type { Part } from "./part";

/** What redirects the pods' traffic to the sidecars, and what measures the lab's mesh. */
export const debianParts: readonly Part[] = [
  {
    name: "iptables",
    title: "iptables",
    source: {
      kind: "debian",
      packages: [
        "iptables",
        "libip4tc2",
        "libip6tc2",
        "libxtables12",
        "libnftnl11",
        "libmnl0",
        "libnetfilter-conntrack3",
        "libnfnetlink0",
      ],
    },
    provides: { iptables: "bin" },
    seconds: 5,
    megabytes: 10,
  },
  {
    name: "prometheus",
    title: "Prometheus",
    source: { kind: "debian", packages: ["prometheus"], binary: "usr/bin/prometheus" },
    provides: { prometheus: "bin/prometheus" },
    seconds: 5,
    megabytes: 70,
  },
];
