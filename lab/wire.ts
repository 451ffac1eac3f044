// Protocol buffers by hand: reads the fields of a message without decoding it, and writes small messages.
/**
 * Goes through the fields of a message. It decodes no more than keys, lengths and numbers: a simulated proxy gets megabytes,
 * of which it needs a few names.
 */
export class Fields {
  /** Number of the current field. */
  field = 0;
  /** Where the content of the current field begins and ends, where it has a length. */
  start = 0;
  stop = 0;
  /** Value of the current field, where it is a number. */
  value = 0;

  constructor(
    private readonly bytes: Buffer,
    private at = 0,
    private readonly end = bytes.length,
  ) {}

  /** Goes to the next field; false at the end. */
  next(): boolean {
    if (this.at >= this.end) return false;
    const key = this.varint();
    this.field = Math.floor(key / 8);
    switch (key & 7) {
      case 0:
        this.value = this.varint();
        break;
      case 1:
        this.at += 8;
        break;
      case 2: {
        const length = this.varint();
        this.start = this.at;
        this.stop = this.at += length;
        break;
      }
      case 5:
        this.at += 4;
        break;
      default:
        throw new Error(`no message: wire type ${key & 7} at byte ${this.at}`);
    }
    return true;
  }

  /** The fields of the message in the current field. */
  inner(): Fields {
    return new Fields(this.bytes, this.start, this.stop);
  }

  /** The current field as text. */
  text(): string {
    return this.bytes.toString("utf8", this.start, this.stop);
  }

  private varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new Error("no message: it ends in the middle of a number");
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
}

/** What a field of a written message holds: text, a message, or a number. */
type Content = string | Buffer | number;

/** Writes a message; each field is its number and its content. */
export function message(
  ...fields: readonly (readonly [field: number, content: Content])[]
): Buffer {
  return Buffer.concat(
    fields.flatMap(([field, content]) => {
      if (typeof content === "number") return [varint(field * 8), varint(content)];
      const bytes = typeof content === "string" ? Buffer.from(content) : content;
      return [varint(field * 8 + 2), varint(bytes.length), bytes];
    }),
  );
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

/** What a `google.protobuf.Struct` is written from. */
export interface Struct {
  readonly [key: string]: string | boolean | Struct;
}

/** Writes a `google.protobuf.Struct`. */
export function struct(value: Struct): Buffer {
  return message(
    ...Object.entries(value).map(
      ([key, one]) => [1, message([1, key], [2, structValue(one)])] as const,
    ),
  );
}

function structValue(value: Struct[string]): Buffer {
  if (typeof value === "string") return message([3, value]);
  if (typeof value === "boolean") return message([4, value ? 1 : 0]);
  return message([5, struct(value)]);
}
