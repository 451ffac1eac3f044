// `npm start`: the main job from a fresh clone. This part runs before any package is installed.
import { checkNode, install, isInstalled, run } from "./install.mjs";

checkNode();
console.log(`gray-release: a gray release over two clusters, on this machine.

This will
  1. install the npm packages${isInstalled() ? " (they are)" : ""},
  2. build or find the tools: Pulumi, Kubernetes, Istio, Envoy,
  3. start the lab: clusters west and east, one mesh,
  4. run \`pulumi up\` of stack dev, weights 80/20, and count requests through
     both gateways,
  5. shift the weights to 50/50, preview, \`pulumi up\`, and count again,
  6. shift back to the weights that Pulumi.dev.yaml has now.

The first run takes about 15 minutes on 2 cores, nearly all of it in step 2:
the tools are compiled from their sources, because that needs nothing but the
package registries. Later runs take a minute and a half. While you
wait: \`npx gray plan\` in a second terminal shows what will be made.
`);
await install();
process.exitCode = await run(process.execPath, ["--import", "tsx", "scripts/start.ts"]);
