// Times and texts with times in them.
import type { Said } from "../operations/rollout/page/model";

/** A time in UTC; a browser adds the time of its user as a title. */
export function Time({
  at,
  local,
  short,
}: {
  readonly at: string;
  readonly local?: boolean;
  /** Without the day. */
  readonly short?: boolean;
}) {
  return (
    <>
      <time dateTime={at}>{short ? utcText(at).slice(11) : utcText(at)}</time>
      {local && <span data-local=""></span>}
    </>
  );
}

/** A text with times. */
export function Text({ said, local }: { readonly said: Said; readonly local?: boolean }) {
  return (
    <>
      {said.map((one) =>
        typeof one === "string" ? one : <Time at={one.at} {...(local && { local })} />,
      )}
    </>
  );
}

/** Such as `2026-01-05 10:03:20 UTC`; what is no time stays as it is. */
export function utcText(at: string): string {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return at;
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
