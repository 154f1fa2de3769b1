import { experimentNamed, experiments } from '@neural-em/experiments';
import { describe, expect, it } from 'vitest';
import { runDefaults } from './settings/run-settings.ts';
import { runNem } from './testing.ts';

const nem = (...args: string[]) => runNem('.', args);

describe('nem experiments', () => {
  it('lists every experiment, with what was published of it', async () => {
    const { code, stdout } = await nem('experiments');
    expect(code).toBe(0);
    for (const [name, { description }] of Object.entries(experiments)) expect(stdout).toContain(`${name}\n    ${description}\n`);
    expect(stdout).toContain('in motion, the next frame predicted at each of 20\n    AMI (max) 0.970 ± 0.005, published\n');
    expect(stdout).toContain('AMI (max) 0.838 ± 0.008, published (unverified here): trained on flying-mnist-2-stages with K = 2');
    const { experiments: all } = JSON.parse((await nem('experiments', '--json')).stdout);
    expect(all.map(({ name }: { name: string }) => name)).toEqual(Object.keys(experiments));
    expect(all[1].published).toMatchObject([{ mean: 0.97, deviation: 0.005, verified: true }]);
  });

  it('shows every setting of one, and the flag that changes it', async () => {
    const { stdout } = await nem('experiments', 'show', 'static-shapes');
    for (const line of [
      /training\.emSteps +15 +--em-steps/,
      /model\.components +4 +--k\n/,
      /run\.optimizer\.kind +adam +--set run\.optimizer\.kind=…/,
    ])
      expect(stdout).toMatch(line);
    expect(stdout).toContain('n-em, AMI (max) 0.475 ± 0.043, published (unverified here)');
    const shown = JSON.parse((await nem('experiments', 'show', 'flying-mnist', '--json')).stdout);
    expect(shown).toMatchObject({ name: 'flying-mnist-2', settings: { ...experimentNamed('flying-mnist'), run: runDefaults } });
  });

  it('says what there is where a name is wrong', async () => {
    const { code, stderr } = await nem('experiments', 'show', 'flying');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^error: there is no experiment flying; there is static-shapes/)]);
  });
});
