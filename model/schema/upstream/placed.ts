// The fix for keys of a DestinationRule that stand at another place in a release, or have another name there.

/** The form of a setting that belongs into `loadBalancer`, by the keys that users write beside it. */
const insideBalancer: ReadonlyMap<string, string> = new Map([
  ["locality", "localityLbSetting: { enabled: true }"],
  ["localitylbsetting", "localityLbSetting: { enabled: true }"],
  ["warmup", "warmup: { duration: 60s }"],
  ["warmupdurationsecs", "warmup: { duration: 60s }"],
  ["consistenthash", "consistentHash: { httpHeaderName: x-user }"],
]);

/**
 * The fix for a key of Istio's traffic policies that a release has at another place; undefined for
 * any other key (https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy).
 *
 * @param known the keys of the mapping in which it stands
 */
export function placedFix(key: string, known: readonly string[]): string | undefined {
  const given = key.toLowerCase();
  if (known.includes("loadBalancer")) {
    if (given === "trafficpolicy")
      return "write what is in it at this place, without trafficPolicy";
    const form = insideBalancer.get(given);
    return form && `write it inside of loadBalancer: \`loadBalancer: { ${form} }\``;
  }
  if (!known.includes("localityLbSetting")) return undefined;
  if (given === "warmupdurationsecs") return "write `warmup: { duration: … }`, its newer form";
  return given === "locality" ? "write localityLbSetting, as Istio does" : undefined;
}
