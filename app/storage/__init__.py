"""Files: saved runs and the shipped one."""
