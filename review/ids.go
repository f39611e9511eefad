package review

// The ids are UUIDs of version 7, made by the application, so that rows sort by their making and no
// database needs a sequence. They are types of their own to keep one from passing for another.
type (
	// SubmissionID names one application.
	SubmissionID string
	// ImageID names the picture of one side.
	ImageID string
	// DecisionID names one decision.
	DecisionID string
	// StaffID names an account of the staff.
	StaffID string
)
