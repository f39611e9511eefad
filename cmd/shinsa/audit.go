package main

type auditCommands struct {
	Verify auditVerifyCommand `cmd:"" help:"Recompute the whole log, or check a proof."`
	Prove  auditProveCommand  `cmd:"" help:"Write the proof of a decision."`
	Export auditExportCommand `cmd:"" help:"Write decisions, audits, looks or the log to a file."`
	Key    auditKeyCommand    `cmd:"" help:"Show the public key of the log, or change the key."`
}
