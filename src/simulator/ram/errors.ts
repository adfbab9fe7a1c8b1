import { AwsError } from "../service.ts";

// The words are AWS's where they were seen: RAM User Guide, "Troubleshooting issues with AWS RAM"; clients' reports.

export const malformedArn = (arn: string | undefined): AwsError =>
  new AwsError(
    "MalformedArnException",
    `The specified resource ARN ${arn} is not valid. Verify the ARN and try again.`,
  );

export const invalid = (message: string): AwsError => new AwsError("InvalidParameterException", message);

export const unknown = (what: string): AwsError =>
  new AwsError("UnknownResourceException", `${what} could not be found.`);

export const notPermitted = (message: string): AwsError =>
  new AwsError("OperationNotPermittedException", message);

export const tooMany = (message: string): AwsError =>
  new AwsError("ResourceShareLimitExceededException", message);

/** "Errors when trying to share with accounts outside of my organization" */
export const outsideOrganization = (account: string): AwsError =>
  invalid(
    `Principal ${account} is not in your AWS organization. You do not have permission to add external AWS accounts to a resource share.`,
  );

/** The same page; the second sentence as clients were told. */
export const onlyWithinOrganization = (): AwsError =>
  notPermitted(
    "The resource you are attempting to share can only be shared within your AWS Organization. This error may also occur if you have not enabled sharing with your AWS organization, or that onboarding process is still in progress.",
  );

/** 'Error: "Your account ID does not exist in an AWS organization"' */
export const inNoOrganization = (): AwsError =>
  notPermitted("Your account ID does not exist in an AWS organization");
