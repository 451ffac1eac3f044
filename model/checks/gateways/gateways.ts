// Checks gateways by name, and the names by which services are exposed. GR300 to GR303, GR308.
import { unknownName } from "../unknown";
import {
  leading,
  isSameGateway,
  resolveGateways,
  servesAny,
  type ResolvedGateway,
} from "../../plan/exposure";
import { formatPath, listed, show, type Problem } from "../../problem";
import { exposeEntries } from "../../release/gateways/declared";
import { exposesTcp } from "../../release/ports";
import { serviceContexts, type CheckContext, type ServiceContext } from "../context";

/** Checks the gateways of a release, and that services name gateways that there are. */
export function checkGateways(context: CheckContext): Problem[] {
  const gateways = resolveGateways(context.release);
  return [
    ...checkForms(context),
    ...checkObjects(context, gateways),
    ...serviceContexts(context).flatMap((service) => [
      ...checkNames(service, gateways),
      ...checkServed(service, gateways),
      ...checkOnePort(service),
    ]),
  ];
}

function checkForms({ release: { gateway, gateways }, locate }: CheckContext): Problem[] {
  if (gateway === undefined || gateways === undefined) return [];
  return [
    {
      code: "GR300",
      path: formatPath(locate(["gateway"])),
      given: "gateway, beside gateways",
      allowed: "one of the two: gateway for one gateway, or gateways for several by name",
      fix: "move it into gateways under a name, with `name` of its Gateway, which stays the same",
    },
  ];
}

/** Two gateways would write one object. */
function checkObjects({ locate }: CheckContext, gateways: readonly ResolvedGateway[]): Problem[] {
  return gateways.flatMap((gateway, i): Problem[] => {
    const other = gateways.slice(0, i).find((one) => isSameGateway(one, gateway));
    if (!other || other.key === undefined) return [];
    return [
      {
        code: "GR308",
        path: formatPath(locate(gateway.place)),
        given: `the Gateway ${gateway.namespace}/${gateway.name}, which is that of ${show(other.key)}, too`,
        allowed: "a Gateway of its own for each name",
        fix: "give one of the two another `name`, or declare both in one gateway",
      },
    ];
  });
}

function checkNames(
  { name, service, release, locate }: ServiceContext,
  gateways: readonly ResolvedGateway[],
): Problem[] {
  const known = gateways.flatMap(({ key }) => (key === undefined ? [] : [key]));
  return exposeEntries(service).flatMap(({ spec, place }) =>
    (spec.gateways ?? []).flatMap((gateway, i): Problem[] => {
      if (known.includes(gateway)) return [];
      return [
        unknownName({
          code: "GR301",
          path: locate(["services", name, "expose", ...place, "gateways", i]),
          what: "gateway",
          name: gateway,
          known,
          allowed: listed(known) || "no names: the release has no `gateways`",
          otherwise: release.gateways
            ? "declare it in `gateways` of the release"
            : "remove it, or declare the gateway by this name in `gateways`",
        }),
      ];
    }),
  );
}

/** A gateway that an entry names must serve one of the hosts that the entry names. */
function checkServed(
  { name, service, locate }: ServiceContext,
  gateways: readonly ResolvedGateway[],
): Problem[] {
  if (exposesTcp(service)) return [];
  return exposeEntries(service).flatMap(({ spec: { hosts, gateways: names = [] }, place }) =>
    names.flatMap((key, i): Problem[] => {
      const [gateway, ...more] = leading(gateways, [key]);
      if (!gateway || more.length > 0 || !hosts || names.length === 1) return [];
      if (hosts.some((host) => servesAny(gateway, host))) return [];
      return [
        {
          code: "GR302",
          path: formatPath(locate(["services", name, "expose", ...place, "gateways", i])),
          given: `${show(key)}, which serves none of ${hosts.join(", ")}`,
          allowed: "gateways that serve a host of the entry",
          fix: `add one of the hosts to gateways.${key}.hosts, or write an entry of its own for ${show(key)} with hosts of it`,
        },
      ];
    }),
  );
}

/** All gateways lead to one port of a service. */
function checkOnePort({ name, service, locate }: ServiceContext): Problem[] {
  const [first, ...others] = exposeEntries(service);
  return others
    .filter(({ spec }) => spec.servicePort !== first?.spec.servicePort)
    .map(({ spec, place }) => ({
      code: "GR303" as const,
      path: formatPath(locate(["services", name, "expose", ...place, "servicePort"])),
      given: `${spec.servicePort === undefined ? "no servicePort" : show(spec.servicePort)}, beside an entry with ${first?.spec.servicePort === undefined ? "none" : show(first.spec.servicePort)}`,
      allowed: "one servicePort in all entries of a service",
      fix: "write the same servicePort in each entry",
    }));
}
