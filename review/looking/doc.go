// Package looking reads what a page tells of the order in which somebody looked at a submission: which side was in sight
// and for how long, and when each item was answered. It tells a look from a click. It is what a browser says of itself,
// so it is a hint and no proof; what the server knows (that a picture was delivered, that an answer was given)
// stands in the log whatever is told here.
package looking
