export { FigureArgumentError } from './errors.ts';
export type { FrameArrays, FrameShape } from './frames.ts';
export { type GroupingFigureOptions, type GroupingShape, groupingFigure, groupingFigureSvg } from './grouping-figure.ts';
export { type ImageGridOptions, imageGrid, imageGridSvg } from './image-grid.ts';
export { type LabelOverlayOptions, labelOverlay } from './label-overlay.ts';
export { palette } from './palette.ts';
export type { Colour, Picture } from './picture.ts';
export { encodePng } from './png.ts';
export {
  type ReconstructionGridOptions,
  type ReconstructionShape,
  reconstructionGrid,
  reconstructionGridSvg,
} from './reconstruction-grid.ts';
