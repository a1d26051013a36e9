/** Names of what is Terraform's own in a resource or module, and no property of it. */

/** https://developer.hashicorp.com/terraform/language/meta-arguments */
export const metaArguments: ReadonlySet<string> = new Set([
  'count',
  'for_each',
  'depends_on',
  'provider',
  'providers',
  'lifecycle',
  'provisioner',
  'connection',
])
