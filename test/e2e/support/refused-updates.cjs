"use strict";

/*
 * Runs inside a pod: looks at Envoy's admin interface, which pilot-agent opens there, until the proxy routes by the
 * VirtualServices whose paths are given, and prints how many updates it has refused since its start.
 */

/** Long enough for a busy machine: a proxy that never gets the routes is what is looked for. */
const timeoutMs = 120_000;

/** @param {string} path */
async function ask(path) {
  const answer = await fetch(`http://127.0.0.1:15000/${path}`);
  return answer.text();
}

/** @param {readonly string[]} paths of VirtualServices */
async function main(paths) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const routes = await ask("config_dump?resource=dynamic_route_configs");
    const missing = paths.filter((path) => !routes.includes(path));
    if (missing.length === 0) break;
    if (Date.now() > deadline)
      throw new Error(`not within ${timeoutMs / 1000} s: routes of ${missing.join(", ")}`);
    await new Promise((done) => setTimeout(done, 50));
  }
  const stats = await ask("stats?filter=update_rejected$");
  const counts = [...stats.matchAll(/update_rejected: (\d+)/g)].map(([, count]) => Number(count));
  if (counts.length === 0) throw new Error(`no counters of refused updates: ${stats}`);
  console.log(counts.reduce((sum, count) => sum + count, 0));
}

main(process.argv.slice(2)).catch((/** @type {Error} */ error) => {
  console.error(error.message);
  process.exit(1);
});
