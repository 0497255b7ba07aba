// Dynamic variables in texts and URLs: `{{name}}` becomes the call's value.

/** Blanks around the name are allowed; an unknown name stays as it is, as on Retell. */
export function fillVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{\s*([^{}\s]+)\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(variables, name) ? variables[name]! : whole,
  )
}
