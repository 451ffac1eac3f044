// Tables that scroll by themselves where the window is narrow.
import type { ComponentChildren } from "preact";

/** A table with a caption; the first cell of a row names it. */
export function Table({
  caption,
  head,
  rows,
}: {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly ComponentChildren[])[];
}) {
  return (
    // Who has no mouse scrolls it by keys.
    <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...others]) => (
            <tr>
              <th scope="row">{first}</th>
              {others.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The numbers of a chart as a table, closed at first. */
export function Numbers(props: Parameters<typeof Table>[0]) {
  return (
    <details>
      <summary>{props.caption}</summary>
      <Table {...props} />
    </details>
  );
}
