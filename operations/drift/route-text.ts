/** Says routes in short, by the shares of their destinations. Pure. */
import { show } from "../../model/problem";

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
    const texts = value.map(trafficText);
    return texts.length > 0 && texts.every((one) => one !== undefined)
      ? texts.join(value.every(isShare) ? ", " : "; ")
      : undefined;
  }
  if (!isFields(value)) return undefined;
  const { destination, weight, name, route } = value;
  if (isFields(destination)) return shareText(destination, weight);
  if (!Array.isArray(route)) return undefined;
  const shares = trafficText(route);
  return shares && (typeof name === "string" ? `${name}: ${shares}` : shares);
}

function isShare(value: unknown): boolean {
  return isFields(value) && isFields(value.destination);
}

function shareText({ host, subset, port }: Fields, weight: unknown): string {
  const number = isFields(port) ? `:${String(port.number)}` : "";
  const to = typeof subset === "string" ? subset : `${String(host)}${number}`;
  return `${typeof weight === "number" ? `${weight} %` : "all"} to ${to}`;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
