import './gradients.ts';
