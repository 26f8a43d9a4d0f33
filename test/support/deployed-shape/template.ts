import { existsSync, readFileSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import * as z from 'zod';
import { ACCOUNT, REGION } from '../../../infra/local/loopback/account.ts';
import { holds, isRecord, NO_VALUE, resolve, type StackFacts, Template } from './intrinsics.ts';
import { arnOfResource, attributeOf, nameOf, type Place, refOf } from './physical-names.ts';

/** One template and the stack it becomes. */
export interface StackTemplate {
  readonly name: string;
  readonly template: unknown;
  /** Asset directories by the object key a function's code names. */
  readonly assets?: ReadonlyMap<string, string>;
}

/** A resource as it would stand in the account: every intrinsic function replaced. */
export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly name: string;
  readonly arn: string;
  /** What Ref gives. */
  readonly ref: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Everything the templates deploy. */
export interface Deployment extends Place {
  readonly resources: readonly Resource[];
  ofType(...types: readonly string[]): readonly Resource[];
  /** The resource with this ARN, name or Ref. Throws when there is none of the type. */
  find(type: string, identity: string): Resource;
  /** What `cdk deploy --outputs-file` would write: for each stack what it prints. */
  outputs(): Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The directory behind a function's code. */
  assetOf(fn: Resource): string;
}

export interface ResolveOptions extends Partial<Place> {
  /** Values of parameters that have no default. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * Resolves templates to what would stand in one account, names and ARNs included; the same templates give the same
 * names every time. Exports of one stack are seen by the imports of another.
 */
export function resolveTemplates(stacks: readonly StackTemplate[], options: ResolveOptions = {}): Deployment {
  const place = { account: options.account ?? ACCOUNT, region: options.region ?? REGION };
  const exports = new Map<string, () => unknown>();
  const exported = (name: string) => {
    const value = exports.get(name);
    if (!value) throw new RangeError(`no stack exports ${name}`);
    return value();
  };
  const readers = stacks.map((stack) => createStackReader(stack, place, options.parameters ?? {}, exported));
  for (const reader of readers) for (const [name, value] of reader.exports()) exports.set(name, value);
  const resources = readers.flatMap((reader) => reader.resources());
  const assets = new Map(stacks.flatMap(({ assets: own }) => [...(own ?? [])]));
  return {
    ...place,
    resources,
    ofType: (...types) => resources.filter(({ type }) => types.includes(type)),
    find(type, identity) {
      const found = resources.find(
        (resource) =>
          resource.type === type && [resource.arn, resource.name, resource.ref].includes(identity),
      );
      if (!found) throw new RangeError(`the templates hold no ${type} ${identity}`);
      return found;
    },
    outputs: () => Object.fromEntries(readers.map((reader) => [reader.stack, reader.outputs()])),
    assetOf({ logicalId, properties }) {
      const { S3Key } = Code.parse(properties.Code);
      const folder = assets.get(S3Key);
      if (folder === undefined) throw new RangeError(`the code of ${logicalId} is no asset: ${S3Key}`);
      return folder;
    },
  };
}

const Code = z.object({ S3Key: z.string() });

function createStackReader(
  { name: stack, template: source }: StackTemplate,
  place: Place,
  parameters: Readonly<Record<string, string>>,
  exported: (name: string) => unknown,
) {
  const template = Template.parse(source);
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': place.account,
    'AWS::Region': place.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack,
    'AWS::StackId': `arn:aws:cloudformation:${place.region}:${place.account}:stack/${stack}/0`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': NO_VALUE,
  };
  /** Only what a name is made of, so that resources may refer to each other in a circle of policies. */
  const named = (logicalId: string) => {
    const resource = template.Resources[logicalId];
    if (!resource) throw new RangeError(`${stack} refers to ${logicalId}, which it does not hold`);
    const own = Object.entries(resource.Properties).filter(([key]) => /^(.*Name|EmailIdentity)$/.test(key));
    const properties = Object.fromEntries(own.map(([key, value]) => [key, resolve(value, facts)]));
    return { ...place, stack, logicalId, type: resource.Type, properties };
  };
  const facts: StackFacts = {
    ref(name) {
      if (name in pseudo) return pseudo[name];
      const parameter = template.Parameters[name];
      if (!parameter) return refOf(named(name));
      const value = parameters[name] ?? parameter.Default;
      if (value === undefined) throw new RangeError(`parameter ${name} of ${stack} has no value`);
      return value;
    },
    attribute: (logicalId, attribute) => attributeOf(named(logicalId), attribute),
    exported,
    mapping(map, first, second) {
      const value = template.Mappings[map]?.[first]?.[second];
      if (value === undefined) throw new RangeError(`${stack} maps nothing to ${map}/${first}/${second}`);
      return value;
    },
    condition: (name) => holds(template.Conditions[name], facts),
  };
  const stands = ({ Condition }: { Condition?: string | undefined }) =>
    Condition === undefined || facts.condition(Condition);
  return {
    stack,
    outputs: () =>
      Object.fromEntries(
        Object.entries(template.Outputs)
          .filter(([, output]) => stands(output))
          .map(([key, { Value }]) => [key, resolve(Value, facts)]),
      ),
    exports: () =>
      Object.values(template.Outputs)
        .filter(stands)
        .flatMap(({ Value, Export }): [string, () => unknown][] => {
          const name = Export && resolve(Export.Name, facts);
          return typeof name === 'string' ? [[name, () => resolve(Value, facts)]] : [];
        }),
    resources: () =>
      Object.entries(template.Resources)
        .filter(([, resource]) => stands(resource))
        .map(([logicalId, { Type, Properties }]): Resource => {
          const own = named(logicalId);
          const properties = resolve(Properties, facts);
          if (!isRecord(properties)) throw new TypeError(`${logicalId} has no properties`);
          return {
            stack,
            logicalId,
            type: Type,
            name: nameOf(own),
            arn: arnOfResource(own),
            ref: refOf(own),
            properties,
          };
        }),
  };
}

const Manifest = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        displayName: z.string().optional(),
        properties: z
          .object({
            templateFile: z.string().optional(),
            directoryName: z.string().optional(),
            stackName: z.string().optional(),
            file: z.string().optional(),
          })
          .optional(),
      }),
    )
    .default({}),
});

const AssetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional(), packaging: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

/** Reads every stack of a synthesized cloud assembly, those of its stages included. */
export function readAssembly(folder: string): StackTemplate[] {
  const { artifacts } = Manifest.parse(readJson(join(folder, 'manifest.json')));
  const assets = new Map<string, string>();
  for (const { type, properties } of Object.values(artifacts)) {
    if (type !== 'cdk:asset-manifest' || !properties?.file) continue;
    for (const { source, destinations } of Object.values(
      AssetManifest.parse(readJson(join(folder, properties.file))).files,
    )) {
      const path = source.path === undefined ? undefined : resolvePath(folder, source.path);
      if (path === undefined || !existsSync(path)) continue;
      for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, path);
    }
  }
  return Object.entries(artifacts).flatMap(([id, { type, properties }]): StackTemplate[] => {
    if (type === 'cdk:cloud-assembly' && properties?.directoryName)
      return readAssembly(join(folder, properties.directoryName));
    if (type !== 'aws:cloudformation:stack' || !properties?.templateFile) return [];
    const template = readJson(join(folder, properties.templateFile));
    return [{ name: properties.stackName ?? id, template, assets }];
  });
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
