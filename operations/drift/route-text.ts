/** Says routes in short, by the shares of their destinations. Pure. */
import { show } from "../../model/problem";
import { isMapping } from "../../model/schema/best-effort";
import { isShare } from "./partners";
import { inPercent } from "./scales";

type Fields = Readonly<Record<string, unknown>>;

/**
 * A value of an object for a message. A share of a route, a route and a list of them are in words,
 * because their JSON would be cut off before the weights: `http-80: 90 % to v1, 10 % to v2`.
 */
export function valueText(value: unknown): string {
  return trafficText(value) ?? show(value);
}

function trafficText(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const texts = (value.every(isShare) ? inPercent(value) : value).map(trafficText);
    return texts.length > 0 && texts.every((one) => one !== undefined)
      ? texts.join(value.every(isShare) ? ", " : "; ")
      : undefined;
  }
  if (!isMapping(value)) return undefined;
  const { destination, weight, name, route } = value;
  if (isMapping(destination)) return shareText(destination, weight);
  if (!Array.isArray(route)) return undefined;
  const shares = trafficText(route);
  return shares && (typeof name === "string" ? `${name}: ${shares}` : shares);
}

function shareText({ host, subset, port }: Fields, weight: unknown): string {
  const number = isMapping(port) ? `:${String(port.number)}` : "";
  const to = typeof subset === "string" ? subset : `${String(host)}${number}`;
  return `${typeof weight === "number" ? `${weight} %` : "all"} to ${to}`;
}
