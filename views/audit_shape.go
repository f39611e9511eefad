package views

// outcomeShape is the shape that stands beside the word of an outcome or a verdict, so that neither rests
// on its colour.
func outcomeShape(code string) string {
	switch code {
	case "approve", "agree":
		return "✓"
	case "reject", "overturn":
		return "✕"
	case "resubmit":
		return "↻"
	case "escalate":
		return "▲"
	}
	return "·"
}

// auditTone is the class of a notice about a verdict.
func auditTone(verdict string) string {
	if verdict == "agree" {
		return "ok"
	}
	return "bad"
}

// statusLevel is the class of an account's status.
func statusLevel(status string) string {
	switch status {
	case "active":
		return "ok"
	case "disabled":
		return "bad"
	}
	return "warn"
}

// offeredShape is the shape beside whether a kind is offered.
func offeredShape(offered bool) string {
	if offered {
		return "●"
	}
	return "○"
}
