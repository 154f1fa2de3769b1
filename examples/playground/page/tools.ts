import { addTo, type Bitmap, brush, erase, moveTo, objectAt, type Place, pixelsOf, SIDE } from '../shared/picture.ts';
import { type StampName, stampAt } from '../shared/shapes.ts';

/** A tool, which changes the objects of the picture from the moment at which the pointer goes down until it is lifted. */
export interface Tool {
  readonly name: string;
  readonly hint: string;
  /** Begins a stroke at a place; the returned stroke takes the further places of the pointer. */
  begin(objects: readonly Bitmap[], at: Place): Stroke;
}

/** A stroke in progress, with the objects as they are so far. */
export interface Stroke {
  readonly objects: readonly Bitmap[];
  move(to: Place): Stroke;
}

export type ToolName = 'move' | 'draw' | 'erase' | StampName;

const HELD = 'Drag it about before you let go.';

export const tools: Readonly<Record<ToolName, Tool>> = {
  move: {
    name: 'Move',
    hint: 'Drag a shape; the grouping follows.',
    begin: (objects, at) => {
      const index = objectAt(objects, at);
      return index < 0 ? { objects, move: () => tools.move.begin(objects, at) } : dragging(objects, index, at);
    },
  },
  draw: {
    name: 'Draw',
    hint: 'Draw with the pointer. A stroke that starts on an object becomes part of it.',
    begin: (objects, at) => {
      const touched = objects.findLastIndex((object) => pixelsOf(object).includes(at.y * SIDE + at.x));
      return drawing(objects, touched, at, at);
    },
  },
  erase: { name: 'Erase', hint: 'Rub out pixels with the pointer.', begin: (objects, at) => erasing(objects, at, at) },
  square: stampTool('square', 'Square'),
  triangle: stampTool('triangle', 'Triangle △'),
  'inverted triangle': stampTool('inverted triangle', 'Triangle ▽'),
};

function stampTool(shape: StampName, name: string): Tool {
  return {
    name,
    hint: `Put a ${shape} where you point. ${HELD}`,
    begin: (objects, at) => dragging([...objects, stampAt(shape, at)], objects.length, at),
  };
}

function dragging(objects: readonly Bitmap[], index: number, from: Place): Stroke {
  const object = objects[index]!;
  return {
    objects,
    move: (to) => ({
      ...dragging(objects, index, from),
      objects: objects.with(index, moveTo(object, { x: object.x + to.x - from.x, y: object.y + to.y - from.y })),
    }),
  };
}

function drawing(before: readonly Bitmap[], index: number, from: Place, to: Place): Stroke {
  const { objects, index: drawn } = addTo(before, index, brush(from, to));
  return { objects, move: (next) => drawing(objects, drawn, to, next) };
}

function erasing(before: readonly Bitmap[], from: Place, to: Place): Stroke {
  const objects = erase(before, brush(from, to, 3));
  return { objects, move: (next) => erasing(objects, to, next) };
}
