import { type Directory, departmentName, findDepartment } from '../../../../shared/plan/directory.ts';
import { type Orphan, orphanWords } from '../../../../shared/plan/orphans.ts';
import { RowTable } from '../look/parts.tsx';

/** The departments whose initiatives nobody would answer for, with what mends it. */
export function OrphanTable({
  orphans,
  directory,
  day,
}: {
  orphans: readonly Orphan[];
  directory: Directory;
  /** As a sentence names it. */
  day: string;
}) {
  if (orphans.length === 0) return null;
  const successors = (id: string) =>
    findDepartment(directory, id)
      ?.successors.map((successor) => departmentName(directory, successor))
      .join('、');
  return (
    <section aria-labelledby="orphans">
      <h2 id="orphans">{day}に、照会に答える人のいない部署</h2>
      <RowTable
        caption={`${orphans.length}部署`}
        columns={['部署', '直し方', '取り組み']}
        rows={orphans.map(({ department, reason, initiatives }) => ({
          cells: [
            departmentName(directory, department),
            `${orphanWords(reason)}${reason === 'ended' && successors(department) ? `（後継：${successors(department)}）` : ''}`,
            <ul class="plain">
              {initiatives.map((initiative) => (
                <li>{initiative}</li>
              ))}
            </ul>,
          ],
        }))}
      />
    </section>
  );
}
