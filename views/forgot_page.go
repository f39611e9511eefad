package views

import (
	"shinsa/staff"
)

// ForgotModel is the page on which somebody asks for a letter to set a new password.
type ForgotModel struct {
	Page
	Mailed      bool   // without mail the page only says whom to ask
	Life        string // how long the link will be good, in words
	Email       string // as it was typed
	Wrong       string // id of the words beside the field; empty for none
	Problem     string // id of the words about an attempt that was refused; empty for none
	ProblemArgs []any
}

// NewForgotModel is the page with nothing typed.
func NewForgotModel(page Page, set staff.Settings) ForgotModel {
	return ForgotModel{Page: page, Mailed: set.Letters, Life: page.exactly(set.ResetLife)}
}
