// Signs beside words and colours, drawn: not each font has them.

/** What a sign says; the word beside it says the same. */
export type Sign = "yes" | "no" | "go" | "wait" | "open" | "past" | "none";

const shapes: Readonly<Record<Sign, string>> = {
  yes: "M2 7l3 3 6-7",
  no: "M3 3l7 7M10 3l-7 7",
  go: "M4 2l6 4.5-6 4.5z",
  wait: "M4 2v9M9 2v9",
  open: "M6.5 2a4.5 4.5 0 1 0 .01 0z",
  past: "M2 3l4 3.5-4 3.5M7 3l4 3.5-4 3.5",
  none: "M2 6.5h9",
};

/** A sign in the colour of the text. */
export function Icon({ sign }: { readonly sign: Sign }) {
  return (
    <svg class="icon" viewBox="0 0 13 13" width="13" height="13" aria-hidden="true">
      <path d={shapes[sign]} />
    </svg>
  );
}
