export type Tags = Map<string, string>;

/** What every EC2 resource has. `region` is where it lives; ids are unique over all accounts and Regions. */
export type Resource = {
  id: string;
  account: string;
  region: string;
  tags: Tags;
  /** Accounts that see it although it is not theirs: subnets shared by RAM, and the VPCs of these. */
  sharedWith?: ReadonlySet<string>;
};
