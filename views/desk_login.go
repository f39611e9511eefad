package views

// LoginModel is the sign-in page.
type LoginModel struct {
	Page
	Email       string // as it was typed
	Next        string // where to go afterwards
	Problem     string // id of the words about a refused attempt; empty for none
	ProblemArgs []any
}
