"""What `nbgrader_config.py` names: plug-ins for autograde, zip_collect and generate_feedback."""
