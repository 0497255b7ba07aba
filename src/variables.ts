// Dynamic variables in texts and URLs: `{{name}}` becomes the call's value. What Retell provides by itself is in
// built-in-variables.ts.

type Values = Readonly<Record<string, string>>

const NAME = /\{\{\s*([^{}\s]+)\s*\}\}/g
const NESTED = /\{\{[^{}]*\{\{/
const MAX_DEPTH = 3

/**
 * Blanks around the name are allowed; an unknown name stays as it is. A name that is made of another variable,
 * `{{current_time_{{zone}} }}`, is filled from the inside out; a value is not filled again. (Retell docs: dynamic
 * variables.) `builtIn` is asked for what `variables` does not have.
 */
export function fillVariables(
  text: string,
  variables: Values,
  builtIn: (name: string) => string | undefined = () => undefined,
): string {
  const fill = (template: string) =>
    template.replaceAll(NAME, (whole, name: string) =>
      Object.hasOwn(variables, name) ? variables[name]! : (builtIn(name) ?? whole),
    )
  let filled = text
  for (let depth = 1; depth < MAX_DEPTH && NESTED.test(filled); depth++) filled = fill(filled)
  return fill(filled)
}
