// Bundles the programs that run in pods' networks.
import { join } from "node:path";
import { socketHelperBundle } from "./network/network-sockets";
import { appServerBundle } from "./pods/pod-processes";

/** Bundles what runs in pods' networks once, so that each process starts without a compiler. */
export async function bundlePrograms(): Promise<void> {
  const { build, stop } = await import("esbuild");
  const programs = {
    "apps/app-server.ts": appServerBundle,
    "network/socket-helper.ts": socketHelperBundle,
  };
  await Promise.all(
    Object.entries(programs).map(([source, outfile]) =>
      build({
        entryPoints: [join(__dirname, source)],
        outfile,
        bundle: true,
        platform: "node",
        target: "node20",
        logLevel: "error",
      }),
    ),
  );
  // Else its service process would stay for as long as the lab.
  await stop();
}
