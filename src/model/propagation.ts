/** Route 53: "changes generally propagate within 60 seconds". Waited for a change that nobody asks about, or can. */
export const PROPAGATION_SECONDS = 60;
